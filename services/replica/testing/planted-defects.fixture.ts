/** The planted defects: every way in which a replica can be wrong on purpose, so that a test can show that a check finds it. */
import { join } from 'node:path'
import type { StrategyEntry } from '../../strategies/registry.ts'
import { cartDefects } from './cart-defects.fixture.ts'
import { credentialDefects } from './credential-defects.fixture.ts'
import type { Defect } from './defect.fixture.ts'
import { postDefects } from './post-defects.fixture.ts'
import { sessionDefects } from './session-defects.fixture.ts'
import { timingDefects } from './timing-defects.fixture.ts'

const plantedDefects = {
  ...sessionDefects,
  ...cartDefects,
  ...postDefects,
  ...credentialDefects,
  ...timingDefects,
} as const satisfies Record<string, Defect>

/** Which defect each mode has, by the mode's name; the other modes work as they should. */
export type Defects = Readonly<Record<string, keyof typeof plantedDefects>>

/** What to start in place of `main.ts`, as options of the launcher `processes`. */
export function defectiveReplica(defects: Defects) {
  return {
    replicaProgram: join(import.meta.dirname, 'defective-replica.fixture.ts'),
    replicaArguments: Object.entries(defects).map(([mode, defect]) => `${mode}=${defect}`),
  }
}

/** The strategies, with a defect in the modes that `args` names: `<mode>=<defect>`. */
export function withDefects(
  strategies: Readonly<Record<string, StrategyEntry>>,
  args: readonly string[],
): Record<string, StrategyEntry> {
  const planted = new Map(args.map((arg) => arg.split('=') as [string, keyof typeof plantedDefects]))
  const load = (entry: StrategyEntry) => async (): ReturnType<StrategyEntry['load']> => {
    const create = await entry.load()
    return (scope, context) => {
      const defect = planted.get(context.mode)
      return (defect ? plantedDefects[defect](create) : create)(scope, context)
    }
  }
  return Object.fromEntries(Object.entries(strategies).map(([name, entry]) => [name, { ...entry, load: load(entry) }]))
}
