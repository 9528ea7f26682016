/** A replica that takes one user for another, one time in a hundred. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('swap')
