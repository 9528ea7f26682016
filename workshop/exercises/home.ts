/** The replica that has answered: where a session in memory lives. */
import type { Replica, Stack } from '../../stack/stack.ts'
import type { Answer } from './visitor.ts'

export function homeOf({ replicas }: Stack, { replica }: Answer): Replica {
  const found = replicas.find(({ name }) => name === replica)
  if (found === undefined) throw new Error(`the login was answered by nobody that there is: ${replica || 'no name'}`)
  return found
}
