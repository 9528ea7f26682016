/**
 * Runs before the other services of docker-compose.yml. At the first start it creates the replicas' shared secret; at each
 * start it writes the list of peers for the replicas, and nginx.conf if there are more than three of them.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { nginxConfFor } from './nginx-conf.ts'

/** The number of `replica-…` services: those that always run, and all that docker-compose.yml has. */
const [least, most] = [3, 6]
const peerPort = 3002

const [given = '', secretFolder = '/secret', confFolder = '/conf'] = process.argv.slice(2)
const replicas = Number(given)
if (!(Number.isInteger(replicas) && replicas >= least && replicas <= most)) {
  console.error(`REPLICAS=${given}: docker-compose.yml has ${least} to ${most}; lab run --replicas takes any number`)
  process.exit(2)
}

const environmentFile = `${secretFolder}/replica.env`
const before = existsSync(environmentFile) ? readFileSync(environmentFile, 'utf8') : ''
const secret = /^LAB_SECRET=(.{32,})$/m.exec(before)?.[1] ?? randomBytes(32).toString('hex')
const peers = Array.from({ length: replicas }, (_, n) => `replica-${n + 1}=replica-${n + 1}:${peerPort}`)
writeFileSync(environmentFile, `LAB_SECRET=${secret}\nLAB_PEERS=${peers.join(',')}\n`, { mode: 0o600 })

const confFile = `${confFolder}/nginx.conf`
if (replicas === least)
  rmSync(confFile, { force: true }) // nginx then uses the default file.
else writeFileSync(confFile, nginxConfFor(replicas))
