import "realtime-js/worker";
