/** A push message as FCM and Expo alike take it; values of `data` are text. */
export interface Push {
  title: string;
  body: string;
  data: Record<string, string>;
}
