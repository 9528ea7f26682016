/** Mounts one mode: its strategy and all routes, in a Fastify scope of their own under `/<mode>`. */
import type { FastifyInstance } from 'fastify'
import type { Posts } from '../database/posts.ts'
import type { Strategy, StrategyContext, StrategyFactory } from '../strategies/strategy.ts'
import { refuseOtherSites } from './http/same-origin.ts'
import { requireLogin } from './require-login.ts'
import { adminRoutes } from './routes/admin.ts'
import { cartRoutes } from './routes/cart.ts'
import { passwordRoutes } from './routes/password.ts'
import { postRoutes } from './routes/posts.ts'
import { loginRoutes, refreshRoutes, sessionRoutes } from './routes/session.ts'
import { sessionListRoutes } from './routes/sessions.ts'

/** Adds the mode to the application and returns its strategy. */
export async function mountMode(
  app: FastifyInstance,
  createStrategy: StrategyFactory,
  posts: Posts,
  context: StrategyContext,
): Promise<Strategy> {
  const { users, replica } = context
  const mounted = Promise.withResolvers<Strategy>()
  await app.register(
    async (scope) => {
      refuseOtherSites(scope)
      const strategy = await createStrategy(scope, context)
      scope.addHook('onClose', async () => strategy.close?.())
      loginRoutes(scope, { strategy, users })
      refreshRoutes(scope, strategy)
      await scope.register(async (members) => {
        requireLogin(members, strategy)
        sessionRoutes(members, { strategy, replica })
        sessionListRoutes(members, strategy)
        cartRoutes(members, strategy)
        postRoutes(members, posts)
        passwordRoutes(members, { strategy, users })
        adminRoutes(members, { strategy, users })
      })
      mounted.resolve(strategy)
    },
    { prefix: `/${context.mode}` },
  )
  return mounted.promise
}
