/** The strategies with Redis, against the Redis 8 of the container image; the other tests use the Redis of the machine. */
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineFor } from '../../../stack/launchers/containers/engine.fixture.ts'
import { images } from '../../../stack/launchers/containers/images.ts'
import { testStrategy } from '../contract.ts'

const engine = await engineFor('redis.container.test.ts')

describe.skipIf(!engine)(`with the image ${images.redis}`, () => {
  let redis: StartedTestContainer
  beforeAll(async () => {
    redis = await new GenericContainer(images.redis).withExposedPorts(6379).start()
  })
  afterAll(() => redis?.stop())
  const address = () => `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`

  it('is Redis 8', async () => {
    const { output } = await redis.exec(['redis-server', '--version'])
    expect(output).toMatch(/ v=8\./)
  })

  const promises = { keepsState: true, endsCredentials: true, redis: address }
  testStrategy('redis', { ...promises, seesNewRoles: true })
  testStrategy('redis-atomic', { ...promises, seesNewRoles: true })
  testStrategy('jwt-denylist', { ...promises, seesNewRoles: false })
  testStrategy('jwt-refresh', { ...promises, seesNewRoles: false, endsCredentials: false })
})
