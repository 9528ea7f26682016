/**
 * Loaded before the command line in a container: from then on it is who owns this project on the host, so that the results are
 * theirs, with the group that may talk to the container engine. Where that is root it stays root: it is one, or the engine
 * has made root of whoever runs it, as Docker Desktop and engines without root do.
 */
import { chownSync, statSync } from 'node:fs'

const { uid, gid } = statSync('/run/lab/docker-compose.yml')
const results = '/lab/results'

if (uid !== 0) {
  // The engine makes the folder where it is missing, as root.
  if (statSync(results).uid === 0) chownSync(results, uid, gid)
  process.setgroups?.([gid, statSync('/run/lab/engine.sock').gid])
  process.setgid?.(gid)
  process.setuid?.(uid)
}
