/** The exercises by chapter number. */
import { choose } from './choose.ts'
import type { Exercise } from './exercise.ts'
import { httpForgets } from './http-forgets.ts'
import { sessionClustering } from './session-clustering.ts'
import { sessionsInMemory } from './sessions-in-memory.ts'
import { stickySessions } from './sticky-sessions.ts'
import { theftAndLogout } from './theft-and-logout.ts'
import { threeServers } from './three-servers.ts'
import { tokens } from './tokens.ts'
import { tokensAgain } from './tokens-again.ts'
import { whoAreYou } from './who-are-you.ts'
import { withoutTheStore } from './without-the-store.ts'

export const exercises: Readonly<Record<number, Exercise>> = {
  1: whoAreYou,
  2: httpForgets,
  3: sessionsInMemory,
  4: tokens,
  5: threeServers,
  6: stickySessions,
  7: sessionClustering,
  8: withoutTheStore,
  9: tokensAgain,
  10: theftAndLogout,
  11: choose,
}
