/** A replica with one planted defect in each mode named: `defective-replica.fixture.ts sticky=forgets-sessions jwt=logs-cookies`. */
import { strategies } from '../../strategies/registry.ts'
import { startReplica } from '../start-replica.ts'
import { withDefects } from './planted-defects.fixture.ts'

await startReplica({ strategies: withDefects(strategies, process.argv.slice(2)) })
