/**
 * Runs before everything else in docker-compose.yml: draws, at the first start, the secret that all replicas share, and
 * writes down how many they are: for them who their peers are, for nginx where they are.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { nginxConfFor } from './nginx-conf.ts'

/** Services named replica-…: as many as docker-compose.yml has, and those that always run. */
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
  rmSync(confFile, { force: true }) // Then nginx takes the one that is there to be read.
else writeFileSync(confFile, nginxConfFor(replicas))
