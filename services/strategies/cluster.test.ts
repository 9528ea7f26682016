import { testStrategy } from './contract.ts'

testStrategy('cluster', { keepsState: true, endsCredentials: true, seesNewRoles: true })
testStrategy('cluster-sync', { keepsState: true, endsCredentials: true, seesNewRoles: true })
