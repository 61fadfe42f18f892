import java.util.concurrent.TimeUnit

/** Runs the shell scripts of steps as processes, and ends them as Jenkins does. */
class Shell {
	/** Seconds between SIGTERM and SIGKILL: Jenkins' SoftKillWaitSeconds. */
	static final int SOFT_KILL_WAIT = 5
	final Build build

	Shell(Build build) { this.build = build }

	/** @return what the step returns */
	Object run(Map step) {
		def script = step.script.toString()
		def file = File.createTempFile('durable', '.sh')
		file.setText(script, 'UTF-8')
		file.executable = true
		def command = script.startsWith('#!') ? [file.path] : ['sh', step.returnStdout ? '-e' : '-xe', file.path]
		def starter = new ProcessBuilder(command as String[]).directory(build.folder())
		starter.environment().clear()
		starter.environment().putAll(build.processEnv())
		try {
			build.checkTime()
			def process = starter.start()
			process.outputStream.close()
			def printed = new StringBuilder()
			def readers = [
				Thread.start { process.inputStream.newReader('UTF-8').eachLine { line -> if (step.returnStdout) { printed << line << '\n' } else build.say(line) } },
				Thread.start { process.errorStream.newReader('UTF-8').eachLine { line -> build.say(line) } },
			]
			while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
				def why = build.interruption()
				if (why) {
					build.say(why)
					end(process.toHandle())
					readers*.join()
					throw new Interrupted(why)
				}
			}
			readers*.join()
			def code = process.exitValue()
			if (step.returnStatus) return code
			if (code != 0) throw new AbortException("script returned exit code $code")
			return step.returnStdout ? printed.toString() : null
		} finally {
			file.delete()
		}
	}

	/** SIGTERM to the whole tree, children before their parents; SIGKILL to what is left after some seconds. */
	private void end(ProcessHandle root) {
		def all = tree(root)
		all.each { it.destroy() }
		def deadline = System.nanoTime() + SOFT_KILL_WAIT * 1_000_000_000L
		while (all.any { it.alive } && System.nanoTime() < deadline) Thread.sleep(20)
		def left = all.findAll { it.alive }
		if (left) build.say("SIGKILL after $SOFT_KILL_WAIT seconds: ${left.size()} process(es)")
		left.each { it.destroyForcibly() }
	}

	private List<ProcessHandle> tree(ProcessHandle root) {
		(root.children().iterator().collect { tree(it) }.flatten() as List) + [root]
	}
}
