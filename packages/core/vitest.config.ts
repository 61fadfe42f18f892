import {suite} from '../../vitest.base.ts';

// Files share no state of modules: loading the modules again for each would be half of the time
export default suite({isolate: false});
