/** A replica that writes down the role of one session in ten at its first request, and never asks for it again. */
import { startBrokenReplica } from './broken.fixture.ts'

await startBrokenReplica('remember')
