fetch('/api/v5/repos/example/notes').then(reply => reply.json()).then(({full_name, homepage}) => {
  const link = document.createElement('a');
  Object.assign(link, {id: 'link', href: homepage, textContent: full_name});
  document.querySelector('#text').append(link);
});
