import {suite} from '../../vitest.base.ts';

export default suite({globalSetup: ['test/harness/setup.ts']});
