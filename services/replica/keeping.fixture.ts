/** A replica that acknowledges a logout everywhere, or a new password, without ending any session. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('keep')
