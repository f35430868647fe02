package blockkit

import (
	"reflect"

	"github.com/slack-go/slack"
)

// clone copies a block with everything in it, so that truncating leaves the caller's block alone.
// The copy is always a pointer, as slack-go's constructors and decoder return it.
func clone(b slack.Block) slack.Block {
	v := reflect.ValueOf(b)
	if v.Kind() == reflect.Struct {
		pointer := reflect.New(v.Type())
		pointer.Elem().Set(v)
		v = pointer
	}
	copied := reflect.New(v.Type()).Elem()
	deepCopy(copied, v)
	return copied.Interface().(slack.Block)
}

func deepCopy(to, from reflect.Value) {
	to.Set(from) // copies unexported fields too
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			deepCopy(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			deepCopy(inner, from.Elem())
			to.Set(inner)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				deepCopy(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				deepCopy(to.Field(i), from.Field(i))
			}
		}
	}
}
