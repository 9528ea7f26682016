/** A replica that answers one read in fifty with an old cart. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('outdate')
