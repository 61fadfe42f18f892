import {Terminal} from '@xterm/headless';

/** What stands on a terminal of 100 columns after all of this was written to it: every line, those that scrolled away too, without the empty ones at the end. */
export const screenAfter = async (written: string): Promise<string[]> => {
	const terminal = new Terminal({cols: 100, rows: 40, scrollback: 10_000, allowProposedApi: true});
	await new Promise<void>(resolve => {
		terminal.write(written, resolve);
	});
	const {active} = terminal.buffer;
	const lines = Array.from({length: active.length}, (_, index) => active.getLine(index)?.translateToString(true) ?? '');
	terminal.dispose();
	return lines.slice(0, lines.findLastIndex(line => line !== '') + 1);
};
