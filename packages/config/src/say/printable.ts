// oxlint-disable-next-line no-control-regex -- they are what is to be found
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** Makes control characters visible, so that a name or an answer of a server cannot move the cursor, colour the log or fake a line. */
export const printable = (text: string): string =>
	text.replaceAll('\r\n', '\n').replaceAll(control, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
