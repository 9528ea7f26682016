/** The requests that a user can send in a mode, in the order of the page's buttons. */
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
/** One of these requests. */
export type Action = (typeof actions)[number]
