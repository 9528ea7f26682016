/** A replica that acknowledges a logout everywhere without ending any session. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('keep')
