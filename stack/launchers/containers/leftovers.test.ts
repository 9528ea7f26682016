import { describe, expect, it } from 'vitest'
import { deadProjects } from './leftovers.ts'
import type { Found } from './project.ts'

const nowSeconds = 1_000_000
const labelsOf = (name: string) => ({ 'session-scaling-lab': name })

const container = (project: string, part: string, State: string, ageSeconds = 3600): Found['containers'][number] => ({
  ...{ Id: `${project}-${part}`, Names: [`/${project}-${part}`], Labels: labelsOf(project) },
  ...{ State, Created: nowSeconds - ageSeconds },
})
const network = (project: string) => ({ Id: project, Name: project, Labels: labelsOf(project) })
const volume = (project: string) => ({ Name: `${project}-redis`, Labels: labelsOf(project) })
const dead = (found: Partial<Found>) =>
  deadProjects({ containers: [], networks: [], volumes: [], ...found }, nowSeconds)

describe('projects without a running owner', () => {
  it('are none where the engine has no projects', () => expect(dead({})).toEqual([]))

  it('are found by any container, network or volume', () => {
    expect(dead({ networks: [network('a')] })).toEqual(['a'])
    expect(dead({ volumes: [volume('a'), volume('b')], networks: [network('b')] })).toEqual(['b', 'a'])
    expect(dead({ containers: [container('a', 'replica-1', 'running')] })).toEqual(['a'])
    expect(dead({ containers: [container('a', 'owner', 'exited')] })).toEqual(['a'])
  })

  it.each(['running', 'paused'])('exclude those whose owner is %s', (state) => {
    const containers = [container('a', 'owner', state), container('b', 'replica-1', state)]
    expect(dead({ containers, networks: [network('a'), network('b')], volumes: [volume('a')] })).toEqual(['b'])
  })

  it('exclude those whose owner is starting, and include those whose owner never started', () => {
    expect(dead({ containers: [container('a', 'owner', 'created', 5)] })).toEqual([])
    expect(dead({ containers: [container('a', 'owner', 'created', 500)] })).toEqual(['a'])
  })
})
