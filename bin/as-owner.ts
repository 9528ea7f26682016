/**
 * Loaded before the command line in a container: switches to the user who owns the project on the host, so that results belong
 * to that user, and to the group of the container engine's socket. Where the owner is root, it stays root: the owner is root on
 * the host, or the engine maps its user to root, as Docker Desktop and rootless engines do.
 */
import { chownSync, statSync } from 'node:fs'

const { uid, gid } = statSync('/run/lab/docker-compose.yml')
const results = '/lab/results'

if (uid !== 0) {
  // The engine creates a missing folder as root.
  if (statSync(results).uid === 0) chownSync(results, uid, gid)
  process.setgroups?.([gid, statSync('/run/lab/engine.sock').gid])
  process.setgid?.(gid)
  process.setuid?.(uid)
}
