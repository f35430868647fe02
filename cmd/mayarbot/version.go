package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// A build is what the Go toolchain notes in a binary: the version of the module, which is that of
// the tag it was built from, and the commit. What is not known is "".
type build struct{ version, commit, date, goVersion string }

func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{}
	}
	return readBuild(info)
}

func readBuild(info *debug.BuildInfo) build {
	b := build{version: strings.Trim(info.Main.Version, "()"), goVersion: info.GoVersion}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			b.date, _, _ = strings.Cut(s.Value, "T")
		}
	}
	return b
}

func (b build) String() string {
	if b.version == "" {
		return "unknown"
	}
	if b.commit == "" {
		return b.version
	}
	return fmt.Sprintf("%s (commit %s, %s)", b.version, b.commit, b.date)
}

func version() string { return thisBuild().String() }

func printVersion(_ context.Context, args []string, stdout, _ io.Writer) error {
	if err := noArguments(args); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "mayarbot", version())
	return nil
}

// registerBuild adds the metric that names this build in its labels.
func registerBuild(registry *prometheus.Registry) {
	b := thisBuild()
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "mayarbot_build_info", Help: "Always 1; the labels name the running build.",
		ConstLabels: prometheus.Labels{
			"version": b.version, "commit": b.commit, "date": b.date, "goversion": b.goVersion,
		},
	})
	info.Set(1)
	registry.MustRegister(info)
}
