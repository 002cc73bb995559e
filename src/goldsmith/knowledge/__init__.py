"""Knowledge bases: what mentions can stand for, loaded from files, searched by labelers, named by answers."""
