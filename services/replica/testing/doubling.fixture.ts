/** A replica that applies one write in fifty twice. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('double')
