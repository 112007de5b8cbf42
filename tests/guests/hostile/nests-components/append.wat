(component
  {{1000 times: (component }} {{1000 times: ) }})
