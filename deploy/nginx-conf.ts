/** nginx.conf for docker-compose.yml, with the built-in modes and a given number of replicas. Pure. */
import { renderNginxConf } from '../loadbalancer/render.ts'
import { modes } from '../modes.ts'

const heading = `\
# The load balancer of the lab: nginx in front of three replicas, for the built-in modes, in containers.
# Generated from loadbalancer/ and modes.ts. To change it, change those, then: npx vitest run modes.test.ts -u

`

// Connections to a published container port come from the container network's gateway, whose address is in one of these.
const privateNetworks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

/** The project's own `nginx.conf`, for the default three replicas. */
export function defaultNginxConf(): string {
  return heading + nginxConfFor(3)
}

/** The configuration for any number of replicas, whose services are named `replica-1` and so on. */
export function nginxConfFor(replicas: number): string {
  return renderNginxConf({
    listen: '8080',
    replicas: Array.from({ length: replicas }, (_, n) => ({
      name: `replica-${n + 1}`,
      address: `replica-${n + 1}:3000`,
    })),
    modes: Object.entries(modes).map(([name, { policy }]) => ({ name, policy })),
    trustedPeers: privateNetworks,
  })
}
