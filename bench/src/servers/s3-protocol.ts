/** What the S3 server's process and the suite's say to each other. */
export type S3ProcessMessage =
  | { readonly kind: 'listening'; readonly endpoint: string }
  | { readonly kind: 'requests'; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'delayed' };

/** What the suite asks for: the requests so far, or that each request takes so many milliseconds more from now on. */
export type S3ProcessQuestion = 'requests' | { readonly delayMs: number };
