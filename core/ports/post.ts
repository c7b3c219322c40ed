/** A delivery as HTTP has it. */
export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came of it: the receiver's status, or why there is none. */
export type PostAnswer = { status: number } | { error: string };

/** Sends one POST, to public addresses only, follows no redirect, and gives up after 10 s; never throws. */
export type Post = (request: PostRequest) => Promise<PostAnswer>;
