import type {CliContext} from '../context.ts';

/** Lines that come and stay, and on a terminal a few below them that change in place. */
export interface Live {
	/** Adds one line, its newline included. */
	readonly print: (line: string) => void;
	/** True where lines can change in place. */
	readonly changes: boolean;
	/** Replaces the lines that change. */
	readonly show: (lines: readonly string[]) => void;
	/** Takes away the lines that change. */
	readonly end: () => void;
}

/** For a pipe: nothing ever changes. */
export const plainLive = ({stderr}: Pick<CliContext, 'stderr'>): Live => ({
	print: line => void stderr.write(line),
	changes: false,
	show: () => {},
	end: () => {},
});

/** For whatever the log's stream is. The library that moves the cursor is loaded only where there is one. */
export const openLive = async (context: Pick<CliContext, 'stderr' | 'err'>): Promise<Live> => {
	const {stderr, err} = context;
	if (!err.isTTY) return plainLive(context);
	const {createLogUpdate} = await import('log-update');
	// The library asks the stream for its width
	// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a terminal's stream it asks nothing more
	const stream = Object.create(stderr, {columns: {get: () => err.columns()}}) as NodeJS.WriteStream;
	const update = createLogUpdate(stream, {showCursor: true});
	let frame = '';
	return {
		print: line => {
			update.clear();
			stderr.write(line);
			if (frame !== '') update(frame);
		},
		changes: true,
		show: lines => {
			frame = lines.join('\n');
			update(frame);
		},
		end: () => {
			frame = '';
			update.clear();
		},
	};
};
