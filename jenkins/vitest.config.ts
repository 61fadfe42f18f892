import {suite} from '../vitest.base.ts';

export default suite({globalSetup: ['test/harness/setup.ts'], testTimeout: 120_000, sequence: {concurrent: true}, maxConcurrency: 4});
