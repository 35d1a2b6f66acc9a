/** What the S3 server's process and the suite's say to each other. */
export type S3ProcessMessage =
  | { readonly kind: 'listening'; readonly endpoint: string }
  | { readonly kind: 'requests'; readonly counts: Readonly<Record<string, number>> };

/** What the suite asks for. */
export type S3ProcessQuestion = 'requests';
