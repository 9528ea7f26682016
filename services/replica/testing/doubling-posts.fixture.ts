/** A replica that writes one post in fifty twice. */
import { startReplicaBrokenInPosts } from './broken-posts.fixture.ts'

await startReplicaBrokenInPosts('double')
