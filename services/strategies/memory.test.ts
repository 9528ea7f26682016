import { testStrategy } from './contract.ts'

testStrategy('memory', { keepsState: true, endsCredentials: true, seesNewRoles: true })
