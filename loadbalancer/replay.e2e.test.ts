/** How nginx retries a request whose replica dies before answering: with nginx's defaults, and with the rendered configuration. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgiven, type RunningNginx, startNginx, startNginxWith } from './running-nginx.fixture.ts'

/** A common configuration without retry settings. (`max_fails=0`: nginx avoids no replica, so each test can reach all three.) */
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

/** Sends a request that makes its replica execute it and die. Returns the replicas that have executed it. */
async function replicasThatDid(nginx: RunningNginx, method: string): Promise<string[]> {
  nginx.seen.length = 0
  await nginx.send('/memory/die', { method, ...(method === 'GET' ? {} : { body: 'x' }) })
  return nginx.seen.map(({ replica }) => replica).toSorted()
}

const all = ['replica-1', 'replica-2', 'replica-3']

describe('a request whose replica dies before answering', () => {
  describe("with nginx's defaults", () => {
    let nginx: RunningNginx
    beforeAll(async () => {
      nginx = await startNginxWith(plain)
    })
    afterAll(() => nginx.stop())

    it.each(['PUT', 'DELETE', 'GET'])('is executed by all three replicas if it is a %s', async (method) => {
      expect(await replicasThatDid(nginx, method)).toEqual(all)
    })

    it('is executed once if it is a POST', async () => {
      expect(await replicasThatDid(nginx, 'POST')).toHaveLength(1)
    })
  })

  describe('with the rendered configuration', () => {
    let nginx: RunningNginx
    beforeAll(async () => {
      nginx = await startNginx([{ name: 'memory', policy: 'round-robin' }])
    })
    afterAll(() => nginx.stop())

    it.each(['PUT', 'DELETE', 'POST'])('is executed once if it is a %s', async (method) => {
      expect(await replicasThatDid(nginx, method)).toHaveLength(1)
    })

    it('is executed by all three replicas if it is a GET', async () => {
      await forgiven()
      expect(await replicasThatDid(nginx, 'GET')).toEqual(all)
    })
  })
})
