/** Cases of the S3 contract that Ceph's gateway of Debian 12 (16.2) fails, each with what it does instead. */
export const CEPH_16_GAPS: readonly string[] = [
  // Conditions.
  'a put under If-Match takes the ETag in quotes, as S3 returns it', // 412; the ETag without quotes works
  'a put under If-Match tells a missing object from a changed one', // 412 for both
  'a delete under If-Match deletes only that object', // the condition is ignored
  'a put under If-None-Match never hides an object of a versioned bucket', // the condition is ignored
  // Checksums: Content-MD5 and the signed SHA-256 are verified, the newer headers are not known.
  'a body that is not what its x-amz-checksum says is not stored',
  'a checksum comes back with the object to who asks for it',
  // Bodies with trailers (a stream as the SDK sends it) are refused with MissingContentLength.
  'a stream is stored without the framing it was sent in',
  'a checksum that trails a stream is verified and kept',
  // Limits and names of errors.
  'metadata of more than 2 KB is refused', // it is stored
  'a number of keys that is none is refused', // it is ignored
  'a key that is too long is called that', // InvalidObjectName
  'a missing version is NoSuchVersion', // NoSuchKey
  'reading a delete marker by its id is not allowed', // NoSuchKey
  'creating a bucket again says that one owns it', // it succeeds
  // Other answers.
  'a bucket of us-east-1 has no location constraint', // `default`, the name of its zone group
  'a malformed range is ignored', // the whole object as 206
  'a storage class comes back with the object', // only classes that its zone declares are accepted
  'the reply to a copy has its ETag in quotes, as the reply to a put', // without
];
