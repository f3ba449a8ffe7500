// The client program of the Go client, written as its documentation shows: `go build -o worker .`. The argument `stream` turns its job streams on.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/camunda/zeebe/clients/go/v8/pkg/entities"
	"github.com/camunda/zeebe/clients/go/v8/pkg/worker"
	"github.com/camunda/zeebe/clients/go/v8/pkg/zbc"
)

type wishes struct {
	Do    string          `json:"do"`
	Ms    int             `json:"ms"`
	Value json.RawMessage `json:"value"`
}

func env(name string) string {
	return os.Getenv("MILLRACE_CONFORMANCE_" + name)
}

func number(name string) int {
	value, err := strconv.Atoi(env(name))
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func complete(client worker.JobClient, job entities.Job, result map[string]interface{}) {
	command, err := client.NewCompleteJobCommand().JobKey(job.Key).VariablesFromMap(result)
	if err == nil {
		_, err = command.Send(context.Background())
	}
	if err != nil {
		log.Println(err)
	}
}

func handle(client worker.JobClient, job entities.Job) {
	var wish wishes
	if err := job.GetVariablesAs(&wish); err != nil {
		_, _ = client.NewFailJobCommand().JobKey(job.Key).Retries(job.Retries - 1).ErrorMessage(err.Error()).Send(context.Background())
		return
	}
	switch wish.Do {
	case "fail":
		_, _ = client.NewFailJobCommand().JobKey(job.Key).Retries(job.Retries - 1).ErrorMessage("asked to").Send(context.Background())
	case "error":
		_, _ = client.NewThrowErrorCommand().JobKey(job.Key).ErrorCode("REFUSED").Send(context.Background())
	case "echo":
		complete(client, job, map[string]interface{}{"value": wish.Value})
	case "sleep":
		time.Sleep(time.Duration(wish.Ms) * time.Millisecond)
		complete(client, job, map[string]interface{}{"done": true})
	default:
		complete(client, job, map[string]interface{}{"done": true})
	}
}

func main() {
	client, err := zbc.NewClient(&zbc.ClientConfig{GatewayAddress: env("ADDRESS"), UsePlaintextConnection: true})
	if err != nil {
		log.Fatal(err)
	}
	slots := number("MAX")
	running := client.NewJobWorker().JobType(env("TYPE")).Handler(handle).MaxJobsActive(slots).Concurrency(slots).
		Timeout(time.Duration(number("LEASE_MS")) * time.Millisecond).
		RequestTimeout(time.Duration(number("POLL_MS")) * time.Millisecond).
		StreamEnabled(len(os.Args) > 1 && os.Args[1] == "stream").Open()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	<-ended
	running.Close()
	running.AwaitClose()
	_ = client.Close()
}
