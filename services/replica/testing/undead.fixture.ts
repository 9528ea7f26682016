/** A replica that acknowledges one logout in fifty without ending anything. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('revive')
