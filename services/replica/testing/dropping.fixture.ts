/** A replica that acknowledges one cart item in fifty without keeping it. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('drop')
