/** What a browser can do in a mode. */

/** What can be done, in the order of the buttons. */
export const actions = [
  'login',
  'me',
  'cart',
  'cart-add',
  'posts',
  'post-add',
  'post-other',
  'admin',
  'refresh',
  'logout',
  'logout-all',
] as const
export type Action = (typeof actions)[number]
