/** A replica that acknowledges one post in fifty without writing it. */
import { startReplicaBrokenInPosts } from './broken-posts.fixture.ts'

await startReplicaBrokenInPosts('drop')
