/** What nginx does with a request whose replica dies before it has answered: by its own defaults, and as it is rendered here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgiven, type RunningNginx, startNginx, startNginxWith } from './running-nginx.fixture.ts'

/** As most people write it: nothing is said of retries. (`max_fails=0`: no replica is left alone, so that each test finds all.) */
const plain: Parameters<typeof startNginxWith>[0] = ({ listen, replicas, runAsRoot, directory }) => `
${runAsRoot ? 'user root;' : ''}
daemon off;
pid nginx.pid;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path "${directory}";`).join('\n  ')}
  upstream replicas {
    ${replicas.map(({ address }) => `server ${address} max_fails=0;`).join('\n    ')}
  }
  server {
    listen ${listen};
    location = /healthz { return 204; }
    location / { proxy_pass http://replicas; }
  }
}`

/** Sends a request to a replica that carries it out and dies, and tells which replicas have carried it out. */
async function replicasThatDid(nginx: RunningNginx, method: string): Promise<string[]> {
  nginx.seen.length = 0
  await nginx.send('/memory/die', { method, ...(method === 'GET' ? {} : { body: 'x' }) })
  return nginx.seen.map(({ replica }) => replica).toSorted()
}

const all = ['replica-1', 'replica-2', 'replica-3']

describe('a request whose replica dies before it has answered', () => {
  describe("under nginx's own defaults", () => {
    let nginx: RunningNginx
    beforeAll(async () => {
      nginx = await startNginxWith(plain)
    })
    afterAll(() => nginx.stop())

    it.each(['PUT', 'DELETE', 'GET'])('is carried out by all three replicas where it is a %s', async (method) => {
      expect(await replicasThatDid(nginx, method)).toEqual(all)
    })

    it('is carried out once where it is a POST', async () => {
      expect(await replicasThatDid(nginx, 'POST')).toHaveLength(1)
    })
  })

  describe('as configured here', () => {
    let nginx: RunningNginx
    beforeAll(async () => {
      nginx = await startNginx([{ name: 'memory', policy: 'round-robin' }])
    })
    afterAll(() => nginx.stop())

    it.each(['PUT', 'DELETE', 'POST'])('is carried out once where it is a %s', async (method) => {
      expect(await replicasThatDid(nginx, method)).toHaveLength(1)
    })

    it('is carried out by all three replicas where it is a GET', async () => {
      await forgiven()
      expect(await replicasThatDid(nginx, 'GET')).toEqual(all)
    })
  })
})
