import {suite} from '../../vitest.base.ts';

export default suite({globalSetup: ['../../apps/cli/test/harness/setup.ts']});
