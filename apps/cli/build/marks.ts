/** Stand before and after the second half of the bundle. In two pieces each, so that they stand nowhere else in it. */
export const begin = ['/*', 'work:'].join('');
export const end = [':work', '*/'].join('');

/** Replaced by what tells one second half from another. */
export const workId = 'slack-im-work-id';
