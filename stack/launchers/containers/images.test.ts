import { expect, it } from 'vitest'
import { imageReference } from './images.ts'

it.each([
  ['redis:8', 'redis', '8'],
  ['session-scaling-lab', 'session-scaling-lab', 'latest'],
  ['localhost:5000/x:1', 'localhost:5000/x', '1'],
  ['localhost:5000/x', 'localhost:5000/x', 'latest'],
])('%s is %s with the tag %s', (image, name, tag) => expect(imageReference(image)).toEqual({ name, tag }))
