/** All workloads, by the name a scenario gives. */

import { browse } from './browse.ts'
import { cart } from './cart.ts'
import { fillCart } from './fill-cart.ts'
import { forgery } from './forgery.ts'
import { logout } from './logout.ts'
import { logoutRace } from './logout-race.ts'
import { posts } from './posts.ts'
import { roles } from './roles.ts'
import { theft } from './theft.ts'
import type { Workload } from './workload.ts'

export const workloads = {
  browse,
  cart,
  'fill-cart': fillCart,
  logout,
  'logout-race': logoutRace,
  roles,
  posts,
  forgery,
  theft,
} as const satisfies Record<string, Workload>
