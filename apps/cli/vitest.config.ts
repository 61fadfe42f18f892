import {suite} from '../../vitest.base.ts';

// Most tests start processes: on a busy machine these take many times as long
export default suite({globalSetup: ['test/harness/setup.ts'], testTimeout: 60_000});
