/**
 * A path to go back to, taken from an address: only one inside the app. Anything that could lead to another site
 * becomes the start page.
 */
export function localPath(asked: string | null): string {
  return asked !== null && /^\/(?![/\\])[\w\-/.?=&%]*$/.test(asked) ? asked : '/'
}
