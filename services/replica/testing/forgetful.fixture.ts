/** A replica that forgets one session in a hundred. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('lose')
