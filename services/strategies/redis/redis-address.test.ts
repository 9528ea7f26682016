import { describe, expect, test } from 'vitest'
import { namesSentinels, parseSentinels, sentinelExample } from './redis-address.ts'

describe('the address of Redis', () => {
  test('names Sentinels and the primary that they watch', () => {
    expect(parseSentinels('redis-sentinel://a:1,10.0.0.2:26379#lab')).toEqual({
      sentinels: [
        { host: 'a', port: 1 },
        { host: '10.0.0.2', port: 26_379 },
      ],
      name: 'lab',
    })
    expect(parseSentinels(sentinelExample)?.sentinels).toHaveLength(2)
  })

  test.each(['redis-sentinel://a:1', 'redis-sentinel://a#lab', 'redis-sentinel://a:1,#lab', 'redis-sentinel://#lab'])(
    'is malformed: %s',
    (address) => {
      expect(namesSentinels(address)).toBe(true)
      expect(parseSentinels(address)).toBeUndefined()
    },
  )

  test.each(['redis://127.0.0.1:6379', '/run/redis.sock'])('is that of Redis itself: %s', (address) => {
    expect(namesSentinels(address)).toBe(false)
  })
})
